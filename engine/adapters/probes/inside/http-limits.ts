/** Until the whole answer is there, seconds. */
export const ANSWER_S_MAX = 30;
