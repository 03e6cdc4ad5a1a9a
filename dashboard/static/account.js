// Builds the account of a mark (quotes, then facts). Shared by the map's popups and the details.
// Words reach the page as text nodes only.
(function () {
  "use strict";

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // `dir=auto` makes each piece of foreign text its own bidi island.
  function foreign(tag, className, text) {
    const made = element(tag, className, text);
    made.dir = "auto";
    return made;
  }

  function quote(pieces) {
    const block = foreign("blockquote", "quote");
    for (const [text, sort] of pieces) {
      block.append(sort ? element("span", "word " + sort, text) : document.createTextNode(text));
    }
    return block;
  }

  function fact({ label, value, notes, words, more = [] }) {
    if (!label) return foreign("p", "fact lone", value);
    const row = element("div", "fact");
    row.append(element("dt", "", label));
    const says = foreign("dd", "", "");
    says.append(foreign("span", "value", value));
    if (words) {
      says.append(" ", element("span", "rests-on", "“"));
      says.lastChild.append(element("span", "word " + words[1], words[0]), "”");
    }
    if (notes.length) says.append(foreign("div", "notes", notes.join(" · ")));
    for (const line of more) says.append(foreign("div", "because", line));
    row.append(says);
    return row;
  }

  function account({ title, quotes, facts }) {
    const whole = element("article", "account");
    for (const pieces of quotes) whole.append(quote(pieces));
    const heading = foreign("h3", "title", title);
    // An account without a quote still begins with what it is about.
    if (quotes.length) whole.append(heading);
    else whole.prepend(heading);
    const list = element("dl", "facts");
    for (const one of facts) list.append(fact(one));
    whole.append(list);
    return whole;
  }

  window.datelineAccount = { account, element, foreign, quote };
})();
