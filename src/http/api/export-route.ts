import type { Router } from 'express';
import { exportFileName } from '../../archive/incident-export.ts';
import type { ExportOf } from '../exports.ts';
import { onlyMethod } from '../method.ts';
import { idOf, unlessDenied } from './request.ts';
import { callerIn } from './token.ts';

/** Downloading an incident as one file. */
export function addExportRoute(router: Router, exportOf: ExportOf): void {
  router
    .route('/api/v1/incidents/:id/export')
    .get(async (request, response) => {
      const made = unlessDenied(await exportOf(callerIn(response), idOf(request)));
      response.attachment(exportFileName(made)).type('application/json').send(JSON.stringify(made));
    })
    .all(onlyMethod('GET'));
}
