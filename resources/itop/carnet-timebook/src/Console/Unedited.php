<?php

namespace Carnet\TimeBook\Console;

use Combodo\iTop\Application\UI\Base\Layout\iUIContentBlock;

/** Rows of the time book are never edited. iTop's rights are by class and know no "create, but never modify": its button is taken away. */
class Unedited
{
	/** Identifier of iTop's button "Modify" in the details of an object. */
	private const MODIFY = 'UIMenuModify';

	/**
	 * @param array $aHeader what DisplayBareHeader() gave
	 * @return array the same, without the button
	 */
	public static function Header(array $aHeader): array
	{
		foreach ($aHeader['toolbar'] as $oMenu) {
			foreach ($oMenu->GetSubBlocks() as $oToolbar) {
				if ($oToolbar instanceof iUIContentBlock) {
					$oToolbar->RemoveSubBlock(self::MODIFY);
				}
			}
		}

		return $aHeader;
	}
}
