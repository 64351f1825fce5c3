// Runs a task soon, once for many calls, and never twice at the same time.
export function later(milliseconds, task) {
  let timer = null;
  let running = false;
  let again = false;
  const run = async () => {
    timer = null;
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await task();
    } finally {
      running = false;
      if (again) ask();
      again = false;
    }
  };
  const ask = () => { timer ??= setTimeout(run, milliseconds); };
  return ask;
}
