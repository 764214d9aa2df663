// What a page shows of what waits: the line of state, what could not be sent, the items and forms it came from.
"use strict";

(() => {
  if (!window.waiting) return;
  const { isAble, words, panel, keep, send, list, unseal, forget, change, unlock, token, uuid, isOver, watch } = window.waiting;
  const status = document.getElementById("save-status");
  const make = (name, text, ...inside) => {
    const made = document.createElement(name);
    made.append(text, ...inside);
    return made;
  };
  const act = (text, does) => {
    const made = make("button", text);
    made.type = "button";
    made.className = "usa-button usa-button--outline";
    made.addEventListener("click", does);
    return made;
  };

  // --- the panel ----------------------------------------------------------------------------------------------

  const postAgain = ({ address, fields }) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    for (const [name, value] of [...fields, ["csrf_token", token()]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };
  const discard = (row) => {
    const fold = make("details", make("summary", words.discard), act(words.really, async () => {
      await forget(row.id);
      await show();
      document.getElementById("main").focus();
    }));
    fold.className = "fold";
    return fold;
  };
  const describe = async (row) => {
    if (row.state === "locked") return make("li", make("p", words.locked), discard(row));
    const content = await unseal(row);
    const line = make("p", make("strong", content.label), `: ${content.said}`);
    const acts = document.createElement("div");
    acts.className = "acts";
    if (content.page) {
      const there = make("a", row.state === "look" ? words.look : words.open);
      there.href = content.page;
      acts.append(there);
    } else {
      acts.append(act(words.open, () => postAgain(content)));
    }
    if (row.state === "refused") {
      acts.append(act(words.again, async () => { await change(row.id, { state: "waiting", faults: 0 }); send(); }), discard(row));
    }
    return make("li", line, acts);
  };

  const signInAgain = () => {
    const there = make("a", words.signIn);
    there.href = `${words.enter}?next=${encodeURIComponent(location.pathname + location.search)}`;
    return there;
  };
  const line = status ?? document.getElementById("waiting-words");
  const say = (sentence, ...more) => {
    if (line.dataset.said === sentence) return;
    line.dataset.said = sentence;
    line.replaceChildren(sentence, ...more);
  };

  let saved = ""; // what the server said last of what it saved
  let unsaved = ""; // and of what it did not
  const showLine = (number) => {
    if (number && isOver()) say(words.over.replace("{number}", number), " ", signInAgain());
    else if (unsaved) say(unsaved);
    else if (number) say((status ? words.short : words.waits).replace("{number}", number));
    else if (saved) say(saved);
  };
  let drawn = "";
  const showAside = async (rows) => {
    // Drawn anew only when something came or went: a button being pressed stays.
    const now = rows.map((row) => row.id + row.state).join();
    if (now === drawn || (rows.length && !(await unlock()))) return;
    drawn = now;
    document.getElementById("waiting-list").replaceChildren(...(await Promise.all(rows.map(describe))));
  };
  /** Shown when the queue rests: while it is at work nothing has to be said. */
  const show = async () => {
    if (!isAble) return;
    const rows = await list();
    const waits = rows.filter((row) => row.state === "waiting");
    showLine(new Set(waits.map((row) => row.chain || row.id)).size);
    const aside = rows.filter((row) => row.state !== "waiting");
    await showAside(aside);
    panel.hidden = !aside.length && (Boolean(status) || !line.textContent);
  };

  // --- answers ------------------------------------------------------------------------------------------------

  const items = new Map();
  const chains = new Map();
  const ownFields = (item) => [...item.querySelectorAll("input, select, textarea")];
  for (const item of document.querySelectorAll(".item[hx-post]")) items.set(item.getAttribute("hx-post"), item);
  const revisionOf = (item) => item.querySelector("input[name^='revision-']");
  const chainOf = (address) => {
    if (!chains.has(address)) chains.set(address, uuid());
    return chains.get(address);
  };

  const unkept = new WeakSet();
  let unheard = 0; // answers of this page of which the server has not said what became of them
  const keepAnswer = async (item, fields) => {
    unsaved = "";
    unheard += 1;
    const address = item.getAttribute("hx-post");
    const revision = revisionOf(item).name;
    const label = item.dataset.code;
    const page = `${location.pathname}#${label}`;
    const base = Number(fields.find(([name]) => name === revision)?.[1]) || 0;
    const content = { address, fields, revision, label, page };
    if (await keep({ chain: chainOf(address), base, content })) return;
    // It cannot be kept here: sent as it is, and the line of state says whether that worked.
    unheard -= 1;
    unkept.add(item);
    window.htmx.trigger(item, "change");
  };
  if (isAble) {
    document.body.addEventListener("htmx:beforeRequest", (event) => {
      const item = event.detail.elt;
      if (!items.has(item.getAttribute("hx-post")) || unkept.delete(item)) return;
      event.preventDefault();
      keepAnswer(item, [...event.detail.requestConfig.formData.entries()]);
    });
  }

  // What waits stands on the page as it was given, whatever the server showed.
  const restore = (item, content, row) => {
    const given = new Map(content.fields);
    for (const field of ownFields(item)) {
      if (field === revisionOf(item)) field.value = String(row.base);
      else if (field.type === "radio") field.checked = given.get(field.name) === field.value;
      else if (field.type === "checkbox") field.checked = given.has(field.name);
      else if (given.has(field.name)) field.value = given.get(field.name);
    }
    item.dispatchEvent(new Event("tracker:restored"));
  };
  const takeUp = async (rows) => {
    for (const row of rows) {
      if (row.state === "locked") continue;
      const content = await unseal(row);
      const item = items.get(content.address);
      // Its own page is open: there it can be seen, or it was saved after all.
      if (location.pathname.includes(row.id) || (item && row.state === "look")) { await forget(row.id); continue; }
      if (!item || item.disabled) continue;
      chains.set(content.address, row.chain);
      restore(item, content, row);
      if (row.state === "refused") await change(row.id, { state: "waiting", faults: 0 });
      unheard += 1;
    }
  };

  // The buttons of a page send all of it: only once what waits has gone, or it would cross with itself.
  const section = document.getElementById("section");
  let goesOn = false;
  if (isAble && items.size) {
    section.addEventListener("submit", async (event) => {
      if (goesOn || (!unheard && navigator.onLine)) return;
      event.preventDefault();
      if (section.inert) return;
      section.inert = true;
      await send();
      const own = new Set(chains.values());
      const waits = (await list()).some((row) => row.state === "waiting" && own.has(row.chain));
      if (!isOver() && (waits || !navigator.onLine)) {
        unsaved = words.stay;
        section.inert = false;
        show();
        return;
      }
      goesOn = true;
      section.requestSubmit(event.submitter);
    });
  }

  // --- forms --------------------------------------------------------------------------------------------------

  const form = document.querySelector("form[data-waits]");
  const formLine = document.getElementById("form-waits");
  let pressed = null;
  let isHandled = false;
  const idOf = () => form.elements.key.value;
  const sendPlainly = async () => {
    await forget(idOf());
    isHandled = true;
    form.requestSubmit(pressed);
  };
  const sayWaits = (sentence, ...more) => {
    formLine.replaceChildren(make("p", sentence), ...more);
    formLine.hidden = false;
    formLine.focus();
  };
  const followForm = async () => {
    const row = (await list()).find((one) => one.id === idOf());
    // Gone: it was saved, and the page leads there.
    if (!row || isHandled) return;
    if (row.state === "refused" || isOver()) { await sendPlainly(); return; }
    if (!formLine.hidden) return;
    const back = act(formLine.dataset.change, async () => {
      await forget(row.id);
      form.inert = false;
      formLine.hidden = true;
      show();
    });
    sayWaits(formLine.dataset.waits, ...(row.attempts ? [] : [back]));
  };
  const keepForm = async () => {
    form.inert = true;
    const fields = [...new FormData(form, pressed)].filter(([name]) => !["csrf_token", "writer"].includes(name));
    const label = document.querySelector("h1").textContent.trim();
    const content = { address: location.pathname + location.search, fields, label };
    if (await keep({ id: idOf(), content })) { await send(); await followForm(); return; }
    if (navigator.onLine) { isHandled = true; form.requestSubmit(pressed); return; }
    form.inert = false;
    sayWaits(formLine.dataset.cannot);
  };
  form?.addEventListener("submit", (event) => {
    if (isHandled) return;
    event.preventDefault();
    if (form.inert) return;
    pressed = event.submitter;
    keepForm();
  });

  // --- what happens -------------------------------------------------------------------------------------------

  watch(async (happened) => {
    if (happened.kind === "rested") {
      if (form?.inert) await followForm();
      await show();
      return;
    }
    document.body.dispatchEvent(new Event("tracker:alive"));
    if (form && happened.id === idOf() && happened.to) { location.assign(happened.to); return; }
    if (happened.kind === "done") [saved, unsaved] = [happened.said, ""]; else unsaved = happened.said;
    const item = items.get(happened.address);
    if (!item || chains.get(happened.address) !== happened.chain) return;
    unheard -= 1;
    if (happened.html) window.htmx.swap(item, happened.html, { swapStyle: "none" });
    if (happened.kind === "look") await forget(happened.id);
  });

  const begin = async () => {
    if (!isAble) return;
    const rows = await list();
    if (!rows.length && !items.size && !form) return;
    if (await unlock()) await takeUp(rows);
    await show();
    if (rows.length) send();
  };
  begin();
})();
