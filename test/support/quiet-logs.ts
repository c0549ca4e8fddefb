import { Logger } from '@nestjs/common';

// What the code under test logs is no part of a test's report.
Logger.overrideLogger(false);
