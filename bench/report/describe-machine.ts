import { arch, cpus, platform, totalmem } from "node:os";

export function describeMachine(): string {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${processors.length} x ${processors[0]?.model.trim()}, ${memory}, ${platform()} ${arch()}, Node ${process.version}`;
}
