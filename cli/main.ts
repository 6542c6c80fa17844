#!/usr/bin/env node
console.log('preopen');
