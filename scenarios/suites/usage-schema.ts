import { z } from 'zod';

/** What a process or container may use. */
export const usageKeys = {
  memoryMiBMax: z.number().positive().optional(),
  cpuPercentMax: z.number().positive().optional(),
  memoryGrowthMiBMax: z.number().min(0).optional(),
};
