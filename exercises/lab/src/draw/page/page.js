"use strict";
// Steps through the run. All words are in the page already; this only says which event is the selected one.
{
  const all = (selector) => [...document.querySelectorAll(selector)];
  // The first card is about what is there before the first event.
  const cards = all(".card");
  const pane = document.querySelector(".diagram");
  const spoken = document.querySelector("#spoken");
  const count = document.querySelector(".count");
  const last = cards.length - 1;
  let now = 0;

  function show(at) {
    now = Math.min(Math.max(at, 0), last);
    cards.forEach((card, place) => card.classList.toggle("now", place === now));
    for (const part of all("[data-at]")) {
      const place = Number(part.dataset.at);
      part.classList.toggle("now", place === now);
      part.classList.toggle("past", place < now);
      part.classList.toggle("later", now > 0 && place > now);
    }
    document.body.dataset.rule = cards[now].dataset.rule;
    count.textContent = cards[now].dataset.count;
    for (const button of all("[data-go]")) {
      const isAtEnd = now === (["first", "back"].includes(button.dataset.go) ? 0 : last);
      // Not `disabled`: a button that has the focus would lose it.
      button.setAttribute("aria-disabled", isAtEnd);
    }
    bringIntoView();
  }

  function select(at) {
    show(at);
    spoken.textContent = cards[now].querySelector(".said").textContent;
  }

  // First within the diagram, below the names of its lanes; then within the window, below the bar.
  function bringIntoView() {
    const band = pane.querySelector(".band.now");
    if (!band) {
      pane.scrollTop = 0;
      return;
    }
    const box = (element) => element.getBoundingClientRect();
    const names = box(pane.querySelector(".lanes")).height;
    const top = box(pane).top;
    pane.scrollTop += outside(box(band), top + names, top + pane.clientHeight);
    // Where the card stands above the diagram, it is what is read.
    if (box(document.querySelector(".cards")).top === top) {
      const bar = box(document.querySelector(".bar")).bottom;
      scrollBy(0, outside(box(band), bar + names, innerHeight - 8));
    }
  }

  // By how much it stands out, upwards or downwards.
  function outside(box, top, bottom) {
    if (box.top < top) return box.top - top;
    return Math.max(0, box.bottom - bottom);
  }

  const places = {
    first: () => 0, Home: () => 0,
    back: () => now - 1, p: () => now - 1, ArrowLeft: () => now - 1, ArrowUp: () => now - 1,
    next: () => now + 1, n: () => now + 1, ArrowRight: () => now + 1, ArrowDown: () => now + 1,
    last: () => last, End: () => last,
  };

  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!Object.hasOwn(places, key) || event.target.closest("pre")) return;
    event.preventDefault();
    select(places[key]());
  }

  function click(event) {
    const part = event.target.closest("[data-go], [data-at]");
    if (!part) return;
    event.preventDefault();
    select(part.dataset.go ? places[part.dataset.go]() : Number(part.dataset.at));
  }

  // A link to an event: #step-4.
  function follow() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row?.dataset.at) return;
    // The browser has scrolled to it, past the rule.
    scrollTo(0, 0);
    select(Number(row.dataset.at));
  }

  if (cards.length > 0) {
    all(".row").forEach((row, place) => { row.dataset.at = place + 1; });
    document.documentElement.classList.add("stepping");
    document.addEventListener("keydown", press);
    document.addEventListener("click", click);
    // A click in the diagram leaves the focus where it is, so that the arrow keys go on stepping.
    pane.addEventListener("mousedown", (event) => event.preventDefault());
    window.addEventListener("hashchange", follow);
    window.addEventListener("load", follow);
    show(0);
  }
}
