<?php

/** An answer of the carnet verbs: iTop's code and message, and what the verb tells beside them. */
#[AllowDynamicProperties]
class CarnetRestResult extends RestResult
{
}
