// Loaded into each server that a test or the demo starts: it ends with the process that started it, even a killed one.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
