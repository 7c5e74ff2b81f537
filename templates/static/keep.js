// Keeps what a page holds: saves it when it is left, and lets it wait in this browser while there is no network.
// Comfort only: without this file every page is posted and answered as usual.
"use strict";

(() => {
  const own = document.currentScript.dataset;
  const prefix = `thuocdo-${own.round}-`;
  const shelfName = prefix + own.draft;
  const LONGEST = 7 * 24 * 3600 * 1000;
  const LEAVING = ["next", "back", "review", "tasks", "elsewhere"];

  // What waits, by the address it goes to. Where the browser keeps nothing, it waits as long as the page is open.
  let unkept = {};
  const waiting = () => {
    try {
      return JSON.parse(localStorage.getItem(shelfName) ?? "{}");
    } catch {
      return unkept;
    }
  };
  const keep = (all) => {
    unkept = all;
    try {
      if (Object.keys(all).length) localStorage.setItem(shelfName, JSON.stringify(all));
      else localStorage.removeItem(shelfName);
    } catch {
      // it stays in `unkept`
    }
  };
  const put = (action, body) => keep({ ...waiting(), [action]: { body, at: Date.now() } });
  const drop = (action) => {
    const { [action]: _gone, ...others } = waiting();
    keep(others);
  };

  // After sending nothing stays on a device that others use; what waited for too long goes as well.
  const tidy = () => {
    for (const name of Object.keys(localStorage)) {
      if (own.done !== undefined && name.startsWith(prefix)) localStorage.removeItem(name);
      else if (name.startsWith("thuocdo-")) {
        const ages = Object.values(JSON.parse(localStorage.getItem(name))).map((each) => Date.now() - each.at);
        if (ages.every((age) => age > LONGEST)) localStorage.removeItem(name);
      }
    }
  };
  try {
    tidy();
  } catch {
    // nothing can be kept here, so nothing is
  }
  if (own.done !== undefined) return;

  const post = async (action, body, more = {}) => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), 20000);
    try {
      const reply = await fetch(action, {
        method: "POST", body, signal: stop.signal, ...more,
        headers: { "X-Thuocdo": "1", "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (reply.status >= 500) throw new Error("not now");
      const isTold = reply.headers.get("Content-Type")?.startsWith("application/json");
      return isTold ? await reply.json() : { again: true };
    } finally {
      clearTimeout(clock);
    }
  };

  // What the respondent is told stands above everything else, and is read aloud.
  const main = document.getElementById("main");
  const told = document.createElement("div");
  told.setAttribute("role", "alert");
  main.prepend(told);
  const tell = (text, retry) => {
    const line = document.createElement("p");
    line.className = "notice";
    line.textContent = text;
    if (retry) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "link", textContent: own.retry, onclick: retry });
      line.append(" ", button);
    }
    told.replaceChildren(line);
    told.scrollIntoView({ block: "nearest" });
  };

  // The server has a page to show about what was posted: it is posted once more in the usual way.
  const postAsUsual = (action, body) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action, hidden: true });
    for (const [name, value] of new URLSearchParams(body)) {
      const field = document.createElement("textarea");
      Object.assign(field, { name, value });
      form.append(field);
    }
    document.body.append(form);
    leaving = true;
    HTMLFormElement.prototype.submit.call(form);
  };

  // A new page, even where the address differs by the place on it only: more questions may stand there now.
  const goTo = (address) => {
    const to = new URL(address, location);
    if (to.pathname + to.search !== location.pathname + location.search) {
      location.assign(to);
      return;
    }
    history.replaceState(null, "", to);
    history.scrollRestoration = "manual"; // to the place that the address names
    location.reload();
  };

  // The cookie is gone: what was typed waits until the draft is opened here again by its code.
  const isLost = (reply) => reply.go?.endsWith("/lam-tiep?mat=1");

  const form = document.querySelector("form[data-keeps]");
  const here = form ? form.action : "";
  const isPage = form?.id === "answers";
  const isChoice = form?.id === "both"; // what was typed here and what is stored differ: one of them is chosen
  const hasFiles = () => [...(form?.querySelectorAll("input[type=file]") ?? [])].some((each) => each.files.length);
  const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const bodyOf = (go) => new URLSearchParams([...fields(), ...(isPage || isChoice ? [["go", go]] : [])]).toString();
  const typed = () => new URLSearchParams(fields().filter(([name]) => !["version", "attempt", "csrf_token"].includes(name))).toString();
  let leaving = false;
  let busy = false;
  let last = form ? typed() : "";
  let unsure = null; // a saving on the way, or one of which nobody knows whether it came
  let flight = Promise.resolve();
  let putHere = false; // this page itself has put what waits under its address

  const status = document.createElement("p");
  if (isPage) {
    status.className = "hint";
    status.setAttribute("role", "status");
    form.append(status);
  }
  const savedAs = (reply) => {
    unsure = null;
    if (reply.version !== undefined) {
      form.elements.version.value = reply.version;
      form.elements.attempt.value = reply.attempt;
    }
    if (reply.differs === false) drop(here);
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    status.textContent = reply.whole ? own.saved.replace("{time}", now) : "";
  };

  // Saves the page as it stands: it is out of sight, it is left, or nobody has typed for a while.
  const save = () => {
    if (!isPage || leaving || busy || hasFiles() || typed() === last) return;
    last = typed();
    const body = bodyOf("leave");
    putHere = true;
    put(here, body);
    if (unsure) return;
    unsure = body;
    flight = post(here, body, { keepalive: body.length < 60000 }).then(savedAs, () => {});
  };
  // The same bytes again are saved once only; this finds out how the page stands.
  const makeSure = async () => {
    await flight;
    if (unsure) savedAs(await post(here, unsure));
  };
  if (isPage) {
    let clock = 0;
    const typing = () => {
      status.textContent = "";
      clearTimeout(clock);
      clock = setTimeout(save, 20000);
    };
    form.addEventListener("input", typing);
    form.addEventListener("change", typing);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
    addEventListener("pagehide", save);
  }

  let again = null;
  const waits = (text, retry) => {
    again = retry;
    tell(text, retry);
  };
  const send = async (go) => {
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    let body = bodyOf(go);
    try {
      await makeSure();
      body = bodyOf(go);
      const reply = await post(here, body);
      if (isLost(reply)) put(here, body);
      else drop(here);
      again = null;
      leaving = true;
      setTimeout(() => (leaving = false), 10000); // the next page does not come: the button works again
      if (reply.go) goTo(reply.go);
      else postAsUsual(here, body);
    } catch {
      putHere = true;
      put(here, body);
      waits(isPage || isChoice ? own.waits : own.waitsSend, () => send(go));
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  };

  let pressed = null;
  if (form) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button");
      if (button?.form === form) pressed = button;
    }, true);
    form.addEventListener("submit", (event) => {
      const button = event.submitter ?? pressed;
      const go = button?.name === "go" ? button.value : "next";
      const usual = hasFiles() || !LEAVING.includes(go) || (isPage && button && button.name !== "go");
      if (!usual) {
        event.preventDefault();
        if (!leaving) send(go);
      } else if (navigator.onLine) {
        leaving = true;
      } else {
        event.preventDefault();
        waits(hasFiles() ? own.files : own.offline, () => form.requestSubmit(button));
      }
    });
    addEventListener("pageshow", (event) => {
      leaving = event.persisted ? false : leaving;
    });
  }

  // Until one is chosen what was typed waits here, so that it outlives the tab; of no version, it overwrites nothing.
  if (isChoice) {
    const both = new URLSearchParams(bodyOf("next"));
    both.set("version", "");
    both.delete("attempt");
    putHere = true;
    put(here, both.toString());
    document.getElementById("keep").addEventListener("click", () => drop(here));
  }

  // What waited in this browser is sent as soon as it can be, the page in sight first of all.
  const sendWaiting = async () => {
    if (busy) return;
    if (again) {
      again();
      return;
    }
    if (unsure) {
      try {
        await makeSure();
      } catch {
        return;
      }
    }
    for (const [action, { body }] of Object.entries(waiting())) {
      if (action === here && putHere) continue;
      let reply;
      try {
        reply = await post(action, body);
      } catch {
        tell(own.still, sendWaiting);
        return;
      }
      if (isLost(reply)) return;
      drop(action);
      const fields = new URLSearchParams(body);
      if (reply.again || reply.differs) {
        if (fields.has("go")) fields.set("go", "next");
        postAsUsual(action, fields);
        return;
      }
      if (!fields.has("go") && reply.go) {
        leaving = true;
        goTo(reply.go); // the form itself was sent: this is its receipt
        return;
      }
      if (new URL(action, location).pathname === location.pathname && form && typed() === last) {
        leaving = true;
        location.reload();
        return;
      }
      tell(own.sent);
    }
  };
  addEventListener("online", sendWaiting);
  setInterval(() => again && navigator.onLine && sendWaiting(), 15000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && unsure && sendWaiting());
  if (Object.keys(waiting()).length) sendWaiting();
})();
