/** What every server of the benchmark can be asked. */
export type ServerCalls = {
  port(): number;
  /** Processor time that the process has used so far, in microseconds. */
  cpu(): number;
};

export function serverCalls(port: number): ServerCalls {
  return {
    port: () => port,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
  };
}
