// The quick entry of the supervision log: taps fill the same fields one can type into.
"use strict";

(() => {
  const minutes = document.getElementById("minutes");
  const domains = document.getElementById("domains");
  if (!minutes || !domains) return;
  const running = domains.querySelector(".running");
  const lengths = [...document.querySelectorAll("[data-minutes]")];
  const parts = [...domains.querySelectorAll("[data-field]")].map((tap) => ({
    tap, field: document.getElementById(tap.dataset.field),
  }));
  const whole = () => Number.parseInt(minutes.value, 10) || 0;
  const given = (part) => Number.parseInt(part.field.value, 10) || 0;
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

  const show = () => {
    const split = parts.reduce((sum, part) => sum + given(part), 0);
    running.hidden = split === 0;
    running.textContent = running.dataset.words.replace("{split}", split).replace("{whole}", whole());
    running.classList.toggle("running--off", split > 0 && split !== whole());
    for (const one of lengths) press(one, Number(one.dataset.minutes) === whole());
  };

  // In whole minutes, by weight; what is left over goes to the largest remainders, the first ones first.
  const share = (weights) => {
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const exact = weights.map((weight) => (all ? (whole() * weight) / all : 0));
    const split = exact.map(Math.floor);
    const order = exact.map((_, place) => place).sort((a, b) => exact[b] - split[b] - (exact[a] - split[a]) || a - b);
    const missing = all ? whole() - split.reduce((sum, part) => sum + part, 0) : 0;
    for (const place of order.slice(0, missing)) split[place] += 1;
    parts.forEach((part, place) => { part.field.value = split[place] ? String(split[place]) : ""; });
    show();
  };
  const evenly = () => share(parts.map((part) => (isPressed(part.tap) ? 1 : 0)));

  // A split that added up before follows a new length; one that did not is left to its writer.
  let before = whole();
  const follow = () => {
    const weights = parts.map(given);
    const fitted = before > 0 && weights.reduce((sum, weight) => sum + weight, 0) === before;
    if (whole() > 0) before = whole();
    if (fitted && whole() > 0) share(weights); else show();
  };

  for (const one of lengths) {
    one.addEventListener("click", () => { minutes.value = one.dataset.minutes; follow(); });
  }
  for (const part of parts) {
    press(part.tap, given(part) > 0);
    part.tap.addEventListener("click", () => { press(part.tap, !isPressed(part.tap)); evenly(); });
    part.field.addEventListener("input", () => { press(part.tap, given(part) > 0); show(); });
  }
  minutes.addEventListener("change", follow);
  minutes.addEventListener("input", show);
  for (const group of document.querySelectorAll(".taps")) group.hidden = false;
  show();
  // The taps do the work of the fields; those stay at hand, folded, unless something is wrong with one.
  const fold = domains.querySelector("details");
  if (!fold.dataset.errors && !running.classList.contains("running--off")) fold.open = false;

  const cautions = document.getElementById("cautions");
  if (cautions) cautions.focus();
})();
