// The report page: what a number is, shown beside it; the outline follows the reading. Without this script
// the numbers are links to the list that says the same.
(() => {
  "use strict";
  const narrow = matchMedia("(max-width: 68rem)");

  // On a phone the outline and the list of numbers wait folded, so that the text comes first.
  const folds = document.querySelectorAll(".fold");
  const fold = () => folds.forEach((part) => { part.open = !narrow.matches; });
  fold();
  narrow.addEventListener("change", fold);
  // A link into a folded list unfolds it.
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = target && target.closest(".fold");
    if (part && !part.open) { part.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  unfold();

  followOutline();
  showCards();

  function followOutline() {
    const links = new Map();
    document.querySelectorAll(".outline li a").forEach((link) => {
      const spot = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (spot && link.getAttribute("href").startsWith("#")) links.set(spot, link);
    });
    const spots = [...links.keys()];
    const outline = document.querySelector(".outline");
    let current = null;
    const follow = () => {
      let reached = null;
      for (const spot of spots) {
        if (spot.getBoundingClientRect().top > innerHeight / 3) break;
        reached = spot;
      }
      const link = links.get(reached) || null;
      if (link === current) return;
      if (current) current.removeAttribute("aria-current");
      current = link;
      if (!link) return;
      link.setAttribute("aria-current", "location");
      // Scroll the outline alone, never the page.
      const box = outline.getBoundingClientRect();
      const place = link.getBoundingClientRect();
      if (place.top < box.top || place.bottom > box.bottom) outline.scrollTop += place.top - box.top - box.height / 3;
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; follow(); });
    }, { passive: true });
    follow();
  }

  function showCards() {
    const card = document.getElementById("card");
    let owner = null;
    let leaving = 0;

    const fill = (mention) => {
      card.replaceChildren(...mention.dataset.numbers.split(" ").flatMap((key) => {
        const entry = document.getElementById(`n-${key}`);
        if (!entry) return [];
        const copy = document.createElement("div");
        copy.className = `entry ${entry.className}`;
        copy.append(...[...entry.childNodes].map((node) => node.cloneNode(true)));
        // What the card says is said by aria-describedby; its links are in the list for the keyboard.
        copy.querySelectorAll("a").forEach((link) => { link.tabIndex = -1; });
        return [copy];
      }));
    };
    const place = (mention) => {
      const box = mention.getClientRects()[0];
      const top = box.top - card.offsetHeight - 8;
      card.style.top = `${scrollY + (top > 4 ? top : mention.getBoundingClientRect().bottom + 8)}px`;
      card.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - 8)) + scrollX}px`;
    };
    const show = (mention) => {
      clearTimeout(leaving);
      if (owner === mention) return;
      hide();
      fill(mention);
      if (!card.childElementCount) return;
      owner = mention;
      card.hidden = false;
      place(mention);
      lit(mention, true);
    };
    const hide = () => {
      clearTimeout(leaving);
      if (!owner) return;
      lit(owner, false);
      owner = null;
      card.hidden = true;
    };
    // Time to move the pointer onto the card (WCAG 1.4.13).
    const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 250); };
    const lit = (mention, on) => {
      mention.classList.toggle("lit", on);
      mention.dataset.numbers.split(" ").forEach((key) => document.getElementById(`n-${key}`)?.classList.toggle("lit", on));
    };
    const mentionAt = (node) => (node instanceof Element ? node.closest("a.mention[data-numbers]") : null);

    document.addEventListener("pointerover", (event) => {
      const mention = mentionAt(event.target);
      if (mention && event.pointerType !== "touch") show(mention);
      else if (card.contains(event.target)) clearTimeout(leaving);
      else if (owner && owner !== document.activeElement) leave();
    });
    document.addEventListener("focusin", (event) => {
      const mention = mentionAt(event.target);
      if (mention) show(mention);
      else if (!card.contains(event.target)) hide();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    document.addEventListener("click", (event) => {
      const mention = mentionAt(event.target);
      if (mention && !event.ctrlKey && !event.metaKey && !event.shiftKey && narrow.matches) {
        // A tap shows the card instead of leaving the sentence.
        event.preventDefault();
        show(mention);
      } else if (!mention && !card.contains(event.target)) hide();
    });
    addEventListener("resize", hide);

    // The other way: an entry of the list lights up its number.
    document.querySelectorAll(".mentions li").forEach((entry) => {
      const mention = document.getElementById(`i-${entry.id.slice(2)}`);
      const light = (on) => () => mention?.classList.toggle("lit", on);
      entry.addEventListener("pointerenter", light(true));
      entry.addEventListener("pointerleave", light(false));
      entry.addEventListener("focusin", light(true));
      entry.addEventListener("focusout", light(false));
    });
  }
})();
