#!/bin/sh
# Lives for one test file: the second compiler and the parallel collector would cost more than they save.
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"
