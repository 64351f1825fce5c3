// The token of the session lives in this tab only.
const place = 'p2pchain.session';
const code = /^#[\w-]{43}$/;

export const session = {
  get token() {
    return sessionStorage.getItem(place);
  },
  keep(token) {
    sessionStorage.setItem(place, token);
  },
  end() {
    sessionStorage.removeItem(place);
  },
};

// Takes the code out of the address, so that it stays neither in the address bar nor in the history.
export function takeCode() {
  if (!code.test(location.hash)) return null;
  const taken = location.hash.slice(1);
  history.replaceState(null, '', '#/items');
  return taken;
}
