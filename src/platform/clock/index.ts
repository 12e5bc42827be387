/** Time is an argument: rooms get it from their context, tests give their own. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
