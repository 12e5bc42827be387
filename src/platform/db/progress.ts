/** Tells the operator, in plain words, what a start is doing. */
export type Progress = (line: string) => void;
