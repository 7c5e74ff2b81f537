// Comfort only: every page works without this file.
"use strict";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

// Long lists of units get a box that narrows them down; ticked ones stay in sight.
for (const list of document.querySelectorAll("[data-filter]")) {
  const picks = [...list.querySelectorAll(".pick")];
  if (picks.length < 9) continue;
  const label = document.createElement("label");
  const box = document.createElement("input");
  const none = document.createElement("p");
  label.className = "filter";
  label.textContent = list.dataset.filter;
  box.type = "search";
  box.autocomplete = "off";
  none.setAttribute("role", "status");
  label.append(box);
  list.prepend(label, none);
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  box.addEventListener("input", () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const pick of picks) {
      const text = fold(pick.textContent);
      const fits = words.every((word) => text.includes(word));
      found += fits;
      pick.hidden = !fits && !pick.querySelector("input").checked;
    }
    for (const group of list.querySelectorAll(".unit-group")) {
      group.hidden = !group.querySelector(".pick:not([hidden])");
    }
    none.textContent = found ? "" : list.dataset.none;
  });
}

// Long lists on the server: results appear while somebody types; the button stays for everybody else.
for (const list of document.querySelectorAll("[data-suggest]")) {
  const box = list.querySelector("input[type=search]");
  const found = list.querySelector(".found");
  const status = list.querySelector("[role=status]");
  const none = status.dataset.none;
  let latest = 0;
  let waiting = 0;
  const show = async () => {
    const mine = ++latest;
    const reply = await fetch(`${list.dataset.suggest}?q=${encodeURIComponent(box.value)}`).catch(() => null);
    if (!reply?.ok || mine !== latest) return;
    const lines = await reply.json();
    const kept = list.querySelector("input[type=radio]:checked")?.value;
    found.replaceChildren(...lines.map(([code, label], position) => {
      const pick = document.createElement("div");
      const radio = document.createElement("input");
      const text = document.createElement("label");
      pick.className = "pick";
      Object.assign(radio, { type: "radio", name: box.name.replace(/\.find$/, ""), value: code, checked: code === kept });
      text.htmlFor = radio.id = `${box.id}-${position}`;
      text.textContent = `${code} ${label}`;
      pick.append(radio, text);
      return pick;
    }));
    status.textContent = lines.length || !box.value.trim() ? "" : none;
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 200);
  });
}

// Long lists of suggestions: those that fit are fetched while somebody types; anything may be typed.
for (const list of document.querySelectorAll("datalist[data-suggest-from]")) {
  const box = document.querySelector(`input[list="${list.id}"]`);
  let latest = 0;
  let waiting = 0;
  const offer = async () => {
    const mine = ++latest;
    const reply = await fetch(`${list.dataset.suggestFrom}?q=${encodeURIComponent(box.value)}`).catch(() => null);
    if (!reply?.ok || mine !== latest) return;
    const lines = await reply.json();
    list.replaceChildren(...lines.map(([value]) => Object.assign(document.createElement("option"), { value })));
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 200);
  });
}

// Long work: the page stays as it is and only tells how far it has come; without script it loads itself again.
const watch = async () => {
  const shown = document.getElementById("progress");
  if (!shown?.dataset.again) return;
  await new Promise((later) => setTimeout(later, 1000));
  const reply = await fetch(shown.dataset.again).catch(() => null);
  const now = reply && new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("progress");
  if (now && now.innerHTML !== shown.innerHTML) shown.replaceWith(document.adoptNode(now));
  if (now?.dataset.file) location.assign(now.dataset.file);
  watch();
};
watch();

document.getElementById("mistakes")?.focus();
