import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** The least that Temporal can be asked to do durably: a counter that rises. */
export const bump = defineUpdate<number>('bump');
/** Asks for one activity; with an address the activity calls it. */
export const poke = defineSignal<[address?: string]>('poke');
export const finish = defineSignal('finish');
