"use strict";

const chat = document.getElementById("chat");
const state = document.getElementById("status");
const known = new Map(); // number of a message -> how often it was edited
let arrived = false; // whether what was there before us is drawn: that neither moves nor flashes

function firstLine(post) {
  return post.text.split("\n", 1)[0];
}

function drawn(post, posts) {
  const article = document.getElementById("post").content.firstElementChild.cloneNode(true);
  article.id = `m${post.number}`;
  // Telegram swallows the line break beside a quotation
  const html = post.html.replace(/\n?(<blockquote>)/g, "$1").replace(/(<\/blockquote>)\n?/g, "$1");
  article.querySelector(".text").innerHTML = html;
  article.querySelector(".meta").textContent = (post.edited ? "edited " : "") + post.at;
  const answered = posts.find((other) => other.number === post.replies_to);
  if (answered) {
    const reply = article.querySelector(".reply");
    reply.hidden = false;
    reply.href = `#m${answered.number}`;
    reply.querySelector("strong").textContent = "Monitor";
    reply.querySelector("span").textContent = firstLine(answered);
  }
  for (const [label, action] of post.buttons) {
    const key = document.createElement("button");
    key.textContent = label;
    key.addEventListener("click", async () => {
      await fetch("/touch", { method: "POST", body: JSON.stringify({ number: post.number, action }) });
      key.classList.add("touched");
    });
    article.querySelector(".keys").append(key);
  }
  return article;
}

function show(posts) {
  const atEnd = innerHeight + scrollY >= document.body.scrollHeight - 80;
  for (const post of posts) {
    if (known.get(post.number) === post.edited) continue;
    const article = drawn(post, posts);
    if (arrived) article.classList.add(known.has(post.number) ? "changed" : "new");
    const before = document.getElementById(article.id);
    if (before) before.replaceWith(article);
    else chat.append(article);
    known.set(post.number, post.edited);
  }
  state.textContent = posts.length === 1 ? "1 message" : `${posts.length} messages`;
  if (!arrived && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  else if (atEnd) scrollTo(0, document.body.scrollHeight);
  arrived = true;
}

const events = new EventSource("/events");
events.onmessage = (event) => show(JSON.parse(event.data));
events.onerror = () => { state.textContent = "the demo has ended"; };
