// Loaded into the Node 24 child before its program. Tells the parent which signals arrived here by themselves,
// and ends the child cleanly when the parent was killed outright.

const FOLLOWED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// Only in the child itself: threads and forks that it starts inherit this preload and not its parent.
if (process.connected && process.env.JHALAK_FOLLOWS === String(process.ppid)) {
  delete process.env.JHALAK_FOLLOWS;
  for (const name of FOLLOWED) {
    const tell = () => {
      if (process.connected) process.send({ gotSignal: name }, () => undefined);
      // Listening must not change what a signal does to a program that doesn't listen itself.
      if (process.listenerCount(name) === 1) {
        process.off(name, tell);
        process.kill(process.pid, name);
      }
    };
    process.on(name, tell);
  }
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone must not keep the program running.
  process.channel?.unref();
}
