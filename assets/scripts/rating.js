// Rating that flows: keys, undo, answered items folded. Every item can be answered and changed without any of it.
"use strict";

(() => {
  const items = [...document.querySelectorAll(".item[data-code]")];
  const undo = document.getElementById("undo");
  if (!items.length || !undo) return;
  const ANSWERS = "input[name^='answer-']";
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const itemOf = (element) => element.closest?.(".item[data-code]");
  const chosenIn = (item) => item.querySelector(`${ANSWERS}:checked`);
  const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

  // --- folding: statement, level, "Change" --------------------------------------------------------------------

  const isFolded = (item) => item.classList.contains("item--folded");
  const hasMore = (item) => item.matches(".item--row, .item--error") || item.querySelector("[id^='crossed-'] *, [id^='marked-'] *");
  const needsReason = (item) => chosenIn(item)?.value === "not-my-role" && !item.querySelector("select[name^='reason-']")?.value;
  const opener = (item) => item.querySelector(".folded__change");
  const unfold = (item) => {
    item.classList.remove("item--folded");
    item.querySelector(".folded")?.remove();
  };
  const fold = (item) => {
    const chosen = chosenIn(item);
    if (!chosen || isFolded(item) || hasMore(item) || needsReason(item) || item.contains(document.activeElement)) return;
    const line = document.createElement("p");
    line.className = "folded";
    const level = document.createElement("strong");
    level.textContent = item.querySelector(`label[for='${CSS.escape(chosen.id)}'] strong`)?.textContent ?? chosen.value;
    const change = document.createElement("button");
    change.type = "button";
    change.className = "usa-button usa-button--unstyled folded__change";
    change.textContent = undo.dataset.change;
    change.setAttribute("aria-label", undo.dataset.changeWhat.replace("{code}", item.dataset.code));
    change.addEventListener("click", () => { unfold(item); chosenIn(item)?.focus(); });
    line.append(level, " ", change);
    item.querySelector("legend").after(line);
    item.classList.add("item--folded");
  };
  // What is in front of the reader stays where it is while items above it fold.
  const foldOthers = (here) => {
    const before = here.getBoundingClientRect().top;
    for (const item of items) if (item !== here) fold(item);
    const moved = here.getBoundingClientRect().top - before;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
  };
  document.addEventListener("focusin", (event) => {
    const item = itemOf(event.target);
    if (item) setTimeout(() => foldOthers(item), 0);
  });

  // --- undo ---------------------------------------------------------------------------------------------------

  const answers = new Map(items.map((item) => [item, chosenIn(item)?.value ?? ""]));
  let last = null;
  const give = (item, value) => {
    unfold(item);
    const old = chosenIn(item);
    const field = value ? item.querySelector(`${ANSWERS}[value='${value}']`) : old;
    if (!field) return;
    if (value) field.checked = true; else old.checked = false;
    changed(field);
  };
  document.addEventListener("change", (event) => {
    const item = itemOf(event.target);
    if (!item || !event.target.matches(ANSWERS)) return;
    const now = chosenIn(item)?.value ?? "";
    if (now === answers.get(item)) return;
    last = { item, value: answers.get(item) };
    answers.set(item, now);
    undo.textContent = undo.dataset.words.replace("{code}", item.dataset.code);
    undo.hidden = false;
  });
  undo.addEventListener("click", () => {
    if (!last) return;
    const { item, value } = last;
    give(item, value);
    last = null;
    undo.hidden = true;
    (chosenIn(item) ?? item.querySelector(ANSWERS)).focus();
  });

  // --- after a tap the next item comes into view; the focus stays where it is ---------------------------------

  let tapped = 0;
  document.addEventListener("pointerdown", () => { tapped = Date.now(); });
  document.addEventListener("change", (event) => {
    const item = itemOf(event.target);
    if (!item || !event.target.matches(ANSWERS) || Date.now() - tapped > 1000 || needsReason(item)) return;
    const next = items[items.indexOf(item) + 1];
    // Once what folds above has folded.
    setTimeout(() => next?.scrollIntoView({ block: "nearest", behavior: calm ? "instant" : "smooth" }), 100);
  });

  // --- keys: only with the focus inside an item where nothing is typed, and only while they are switched on ---

  const KEY = "tracker-keys";
  const remember = (value) => { try { localStorage.setItem(KEY, value); } catch { /* private mode: until the page is left */ } };
  let areOff = false;
  try { areOff = localStorage.getItem(KEY) === "off"; } catch { /* as above */ }
  const toggle = document.getElementById("keys-switch");
  const showToggle = () => {
    toggle.setAttribute("aria-pressed", String(areOff));
    document.body.classList.toggle("with-keys", !areOff);
  };
  toggle.hidden = false;
  showToggle();
  toggle.addEventListener("click", () => {
    areOff = !areOff;
    remember(areOff ? "off" : "on");
    showToggle();
  });

  const goTo = (item) => {
    if (!item) return;
    (isFolded(item) ? opener(item) : chosenIn(item) ?? item.querySelector(ANSWERS)).focus();
    item.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const item = itemOf(event.target);
    if (areOff || !item || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("textarea, select, input:not([type='radio'], [type='checkbox'])")) return;
    const place = items.indexOf(item);
    const name = event.key.toLowerCase();
    if (name === "j" || name === "k") {
      event.preventDefault();
      goTo(items[place + (name === "j" ? 1 : -1)]);
      return;
    }
    if (!/^[0-9]$/.test(name)) return;
    const known = (value) => item.querySelector(`${ANSWERS}[value='${value}']`);
    const answer = name === "0" ? known("not-observed") ?? known("not-my-role") : known(name);
    if (!answer) return;
    event.preventDefault();
    if (!answer.checked) give(item, answer.value);
    goTo(items[place + 1] ?? item);
  });

  // Whatever waits for a decision stands open; the rest of what is answered folds.
  for (const item of items) {
    if (location.hash !== `#${item.id}`) fold(item);
    item.addEventListener("tracker:restored", () => {
      answers.set(item, chosenIn(item)?.value ?? "");
      unfold(item);
      fold(item);
    });
  }
})();
