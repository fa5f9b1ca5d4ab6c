package explain

import _ "tcptui/internal/golden" // so that go test ./... -update works here too
