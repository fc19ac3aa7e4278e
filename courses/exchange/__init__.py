"""Questions of other systems in, ours out. Pure: bytes to `questions.Reading`, exercises to bytes; no table.

* `reading`: Moodle XML, GIFT, QTI 2.1 and 3, H5P. What has no place here is left out by name and with a reason.
* `writing`: Moodle XML and QTI 3. What the other system can't hold is left out in the same way.
* `exercises`: a question as an exercise of a module (docs/modules.md), and back.

A file that is made to harm (entities, paths, bombs) is refused as a whole: `questions.ExchangeError`.
"""
