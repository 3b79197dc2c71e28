// What a page can do beyond reading, where there is script. Nothing here is needed to read it.
"use strict";
