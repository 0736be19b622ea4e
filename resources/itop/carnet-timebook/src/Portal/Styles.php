<?php

namespace Carnet\TimeBook\Portal;

use AbstractPortalUIExtension;
use Symfony\Component\DependencyInjection\Container;

/** The bar and the contract's page have styles of their own. */
class Styles extends AbstractPortalUIExtension
{
	public function GetCSSFiles(Container $oContainer)
	{
		return [\Carnet\TimeBook\Console\Styles::Url()];
	}
}
