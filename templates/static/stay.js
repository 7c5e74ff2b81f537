// Asks who has done nothing for long whether to go on, a minute before the form does; without this file the form asks.
"use strict";

(() => {
  const box = document.getElementById("staying");
  const own = box.dataset;
  const count = box.querySelector("[data-count]");
  const aloud = box.querySelector("[role=status]");
  const button = box.querySelector("[data-stay]");
  const LAST = 60;
  const SAID = [60, 30, 10];
  let until = Date.now() + own.left * 1000;
  let asking = false;
  let next = 0; // after a failed question not at once again
  let said = Infinity;

  const left = () => Math.ceil((until - Date.now()) / 1000);
  const words = (seconds) => own.words.replace("{seconds}", Math.max(0, seconds));

  // The server knows: another page of this browser may have been used, or this one was saved.
  const ask = async (more) => {
    if (asking || Date.now() < next) return;
    asking = true;
    const reply = await fetch(own.ask, more).catch(() => null);
    asking = false;
    next = Date.now() + 5000;
    if (!reply?.ok) return;
    const told = (await reply.json()).left;
    until = Date.now() + told * 1000;
    if (told > LAST) box.close();
    else if (told === 0) location.assign(own.over);
    else if (!box.open) {
      said = Infinity;
      box.showModal();
      button.focus();
    }
  };
  const stay = () => {
    next = 0;
    const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
    ask({ method: "POST", body: new URLSearchParams({ csrf_token: token }) });
  };

  const look = () => {
    const seconds = left();
    if (!box.open) {
      if (seconds <= LAST) ask();
      return;
    }
    count.textContent = words(seconds);
    const now = SAID.findLast((each) => seconds <= each);
    if (now < said) {
      said = now;
      aloud.textContent = words(seconds);
    }
    if (seconds <= 0) ask();
  };
  button.addEventListener("click", stay);
  box.addEventListener("cancel", (event) => {
    event.preventDefault(); // the Escape key is a sign of somebody too
    stay();
  });
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
})();
