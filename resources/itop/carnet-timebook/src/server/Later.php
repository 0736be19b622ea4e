<?php

namespace Carnet\TimeBook;

use Exception;

/** What a row needs is not here yet, or busy: the client sends it again. */
final class Later extends Exception
{
}
