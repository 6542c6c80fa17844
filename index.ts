/** The public library entry. Grows with the commands. */
export { SeededRandom } from '#engine/seeded-random.ts';
export { VirtualClock } from '#engine/virtual-clock.ts';
