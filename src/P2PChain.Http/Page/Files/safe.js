// Text of other sites keeps its letters. Characters that turn the reading direction, are invisible or have no meaning
// become ?, as on the console.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Me}\p{Cn}]/gu;

export const safe = (text) => String(text).replace(unsafe, '?');
