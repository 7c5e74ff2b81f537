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

document.getElementById("mistakes")?.focus();
