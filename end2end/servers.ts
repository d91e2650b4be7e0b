// The servers of the journeys: each worker has its own.

const port = Number(process.env.KINERJA_PORT ?? 3177);

/** How many journeys go on at the same time. */
export const SERVERS = 2;

/** Where the server of a worker listens. Behind them, `kill.spec.ts` has one of its own. */
export const address = (worker: number) => `http://127.0.0.1:${port + worker}`;
