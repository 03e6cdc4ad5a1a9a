// What is known of the selected mark; built as the map's popups are.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".details");
  const { account, element } = window.datelineAccount;
  root.setAttribute("aria-label", data.name);
  root.replaceChildren(data.account ? account(data.account) : element("p", "nothing", data.nothing));
}
