// The whole of the client: keys, live rows, a form without a reload. Without it every page works by links and forms.
const $ = (css, at = document) => at.querySelector(css);
const all = (css, at = document) => [...at.querySelectorAll(css)];
const rows = () => all(".story, .items > li, tbody tr:not(.group-row), .heal > li");
const say = (text) => { $("#said").textContent = text; };
let chosen = null, prefix = "", timer = 0;

function choose(step) {
  const list = rows();
  if (!list.length) return;
  const next = list[Math.max(0, Math.min(list.length - 1, (chosen ? list.indexOf(chosen) : -1) + step))];
  chosen?.removeAttribute("data-chosen");
  next.dataset.chosen = "";
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  chosen = next;
}
const press = (verb) => ($(`[data-do="${verb}"]`, chosen ?? document) ?? $(`[data-do="${verb}"]`))?.click();
const go = (key) => $(`.tabs a[data-key="${key}"]`)?.click();
const KEYS = {
  j: () => choose(1), k: () => choose(-1), Enter: () => chosen && $("h3 a, a", chosen)?.click(),
  a: () => press("ack"), u: () => press("undo"), ".": () => $(".pill:not([hidden])")?.click(),
  "/": () => $(".seek input")?.focus(), "?": () => $("#keys")?.showModal(), Escape: () => document.activeElement.blur(),
};
for (const link of all(".tabs a[data-key]")) KEYS[`g ${link.dataset.key}`] = () => go(link.dataset.key);
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (typing && event.key !== "Escape")) return;
  if (event.key === "Enter" && event.target.closest?.("a, button, summary")) return;
  const act = KEYS[prefix + event.key];
  clearTimeout(timer);
  prefix = "";
  if (act) { event.preventDefault(); act(); }
  else if (event.key === "g") { prefix = "g "; timer = setTimeout(() => { prefix = ""; }, 1200); }
});

// A form with data-swap sends itself, and its place takes the answer; if that fails, the browser submits it.
addEventListener("submit", async (event) => {
  const form = event.target, place = form.dataset.swap && document.getElementById(form.dataset.swap);
  if (!place) return;
  event.preventDefault();
  try {
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const answer = await fetch(form.action, { method: "post", body, headers: { Accept: "text/vnd.fragment+html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    put(made(await answer.text()), place);
    say(answer.headers.get("X-Says") ?? "");
  } catch { form.submit(); }
});
addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.live !== undefined) form.requestSubmit();
});

const made = (html) => document.createRange().createContextualFragment(html).firstElementChild;  // our own server's
function put(row, known) {
  if (known === chosen) { row.dataset.chosen = ""; row.tabIndex = -1; chosen = row; }
  const focused = known.contains(document.activeElement);
  known.replaceWith(row);
  if (focused || row === chosen) { row.tabIndex = -1; row.focus({ preventScroll: true }); }
}

// Live: a row on the page is replaced where it stands; new ones wait behind a button: nothing moves under a finger.
const live = $("[data-stream]");
if (live) {
  const held = new Map(), pill = $(".pill"), state = $("span", live);
  const stream = new EventSource(live.dataset.stream);  // the browser sends Last-Event-ID itself when it comes back
  const show = () => { pill.hidden = !held.size; pill.textContent = `${held.size} new, show`; };
  stream.addEventListener("story", ({ data }) => {
    const row = made(data), known = document.getElementById(row.id);
    if (known) put(row, known);
    else if (row.dataset.state === "open") { held.set(row.id, row); show(); }
  });
  stream.addEventListener("gone", ({ data }) => {
    held.delete(`s-${data}`);
    document.getElementById(`s-${data}`)?.remove();
    show();
  });
  stream.addEventListener("answer", ({ data }) => {
    $("h1").textContent = data;
    document.title = `${data} · monitor`;
    const count = $('.tabs a[data-key="n"] .n'), number = /^\d+/.exec(data);
    if (count) count.textContent = number ?? "";
  });
  stream.addEventListener("state", ({ data }) => { state.textContent = data; live.classList.remove("bad"); });
  stream.addEventListener("reset", () => location.reload());
  stream.onerror = () => { state.textContent = "not live"; live.classList.add("bad"); };
  pill.addEventListener("click", () => {
    const group = $("[data-group=open]");
    for (const row of held.values()) { row.classList.add("fresh"); $(".stories", group).prepend(row); }
    group.hidden = false;
    held.clear();
    show();
  });
}
