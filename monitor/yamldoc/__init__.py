"""yamldoc"""
