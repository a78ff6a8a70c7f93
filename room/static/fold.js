// On a narrow screen the sides are folded away, so that the reports come first.
for (const fold of document.querySelectorAll("details.fold")) {
  fold.open = matchMedia("(min-width: 60.01rem)").matches;
}
