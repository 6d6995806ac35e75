'use strict';

exports.isWindows = process.platform === 'win32';
