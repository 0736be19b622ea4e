<?php

namespace Carnet\TimeBook\Console;

use utils;
use WebPage;

/** Scripts of ours on a page of the console. */
class Scripts
{
	/** iTop 3.1 has no LinkScriptFromModule(), and 3.2 wants nothing else. */
	public static function Link(WebPage $oPage, string $sFile): void
	{
		$sPath = "carnet-timebook/js/$sFile";
		if (method_exists($oPage, 'LinkScriptFromModule')) {
			$oPage->LinkScriptFromModule($sPath);
		} else {
			$oPage->add_linked_script(utils::GetAbsoluteUrlModulesRoot().$sPath);
		}
	}
}
