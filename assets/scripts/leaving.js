// A comment being typed when the page is left, by the menu, the back button or a closed tab, is sent on the way out.
// What the server has already is not changed by the same words again.
"use strict";

(() => {
  const section = document.getElementById("section");
  if (!section || !navigator.sendBeacon) return;
  const unsent = new Map();
  const words = (item) => item.querySelector("textarea")?.value;
  const sent = new WeakMap();
  let left = false;

  document.addEventListener("input", (event) => {
    const item = event.target.matches(".item textarea") && event.target.closest(".item[hx-post]");
    if (item) unsent.set(item.dataset.code, item);
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => { sent.set(event.detail.elt, words(event.detail.elt)); });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const item = event.detail.elt;
    if (event.detail.successful && sent.get(item) === words(item)) unsent.delete(item.dataset.code);
  });

  const belongs = (name, code) => name.endsWith(`-${code}`) || !/-[A-Z]{3}-[A-Z]\d\d$/.test(name);
  window.addEventListener("pagehide", () => {
    for (const [code, item] of unsent) {
      const given = new FormData();
      for (const [name, value] of new FormData(section)) if (belongs(name, code)) given.append(name, value);
      left = navigator.sendBeacon(item.getAttribute("hx-post"), given) || left;
    }
    unsent.clear();
  });
  // Come back to as it was, the page would not know what was saved behind it.
  window.addEventListener("pageshow", (event) => { if (event.persisted && left) location.reload(); });
})();
