// Comfort only: Enter goes on to the next field, and saves from the last one; what was typed is not left by mistake.
"use strict";

for (const form of document.querySelectorAll("[data-entry]")) {
  const fields = [...form.querySelectorAll("input[type=text]")];
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => isChanged && event.preventDefault());
  form.addEventListener("keydown", (event) => {
    const at = fields.indexOf(event.target);
    if (event.key !== "Enter" || at < 0 || event.isComposing) return;
    event.preventDefault();
    const next = fields[at + (event.shiftKey ? -1 : 1)];
    if (next) {
      next.focus();
      next.select();
    } else if (!event.shiftKey) {
      form.querySelector("button").focus();
    }
  });
}
