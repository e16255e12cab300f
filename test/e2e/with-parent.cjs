// Loaded into what an npm script starts. A signal to npm ends npm and its shell and is not passed on by the shell, so a
// program that has lost its parent ends itself. (On Windows a lost parent does not show; nothing happens there.)
const parent = process.ppid;
const timer = setInterval(() => {
  if (process.ppid !== parent) {
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }
}, 500).unref();
