import fc from 'fast-check';

// Properties try the same cases in every run, so that a change is blamed only for what it broke. FC_SEED tries others.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_260_301) });
