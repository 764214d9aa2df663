// Small helpers; every page works without them.
"use strict";

(() => {
  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  // The idle warning: counts from the last answer of the server, any tab's sign of life counts.
  const idle = document.getElementById("idle");
  if (idle) {
    const KEY = "tracker-alive";
    const after = Number(idle.dataset.after) * 1000;
    const alive = () => {
      try { localStorage.setItem(KEY, String(Date.now())); } catch { /* private mode: this tab counts alone */ }
      started = Date.now();
    };
    let started = Date.now();
    // What lies ahead comes of a clock that was wrong: it is no sign of life, or the warning would never come.
    const last = (now) => {
      let other = 0;
      try { other = Number(localStorage.getItem(KEY)) || 0; } catch { /* as above */ }
      if (started > now) started = now;
      return Math.max(started, other > now ? 0 : other);
    };
    const look = () => {
      const now = Date.now();
      const due = now - last(now) >= after;
      if (due && idle.hidden) { idle.hidden = false; document.getElementById("idle-stay").focus(); }
      if (!due) idle.hidden = true;
    };
    document.getElementById("idle-stay").addEventListener("click", async () => {
      const answer = await fetch(idle.dataset.stay, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer?.ok) { alive(); idle.hidden = true; document.getElementById("main").focus(); return; }
      // Too late, or no connection. The page stays as it is: loading it again would lose what was typed.
      document.getElementById("idle-words").textContent = answer ? idle.dataset.over : idle.dataset.unreached;
    });
    document.body.addEventListener("htmx:afterRequest", alive);
    document.body.addEventListener("tracker:alive", alive);
    alive();
    setInterval(look, 5000);
  }

  // An answer that could not be sent says so; it is still on the page.
  const status = document.getElementById("save-status");
  if (status) {
    const why = window.isSecureContext ? [] : [status.dataset.plain];
    const sayNotSent = () => { status.textContent = [status.dataset.notSent, ...why].join(" "); };
    for (const name of ["sendError", "timeout", "responseError"]) document.body.addEventListener(`htmx:${name}`, sayNotSent);
  }
})();
