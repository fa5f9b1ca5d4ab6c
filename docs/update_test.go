package docs

import _ "tcptui/internal/golden" // the -update flag
