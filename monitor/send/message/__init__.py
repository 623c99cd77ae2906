"""An `Alert` -> the `Message` that channels show: composed once, cut to each channel's length."""
