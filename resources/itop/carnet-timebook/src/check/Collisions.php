<?php

namespace Carnet\TimeBook\Check;

use AttributeEnum;
use DOMDocument;
use DOMElement;
use DOMXPath;
use MetaModel;

/**
 * Attributes that another extension had declared on iTop's classes under our codes.
 *
 * The model takes over what is there already (`define_if_not_exists`). That is right where it is the same attribute, and would write our
 * sums into somebody else's field where it is not. What is expected is read from our own model, so that it is said once.
 */
final class Collisions
{
	private const TYPE = 'http://www.w3.org/2001/XMLSchema-instance';

	/** @return array<Finding> */
	public static function Find(): array
	{
		$aFindings = [];
		foreach (self::Declared() as $oField) {
			$sClass = $oField->parentNode->parentNode->getAttribute('id');
			$sCode = $oField->getAttribute('id');
			foreach (MetaModel::EnumChildClasses($sClass, ENUM_CHILD_CLASSES_ALL) as $sChild) {
				$sFound = self::Other($oField, $sClass, $sChild, $sCode);
				if ($sFound !== '') {
					$aFindings[] = Finding::Problem('Collision', "$sChild.$sCode", $oField->getAttributeNS(self::TYPE, 'type'), $sFound);
				}
			}
		}

		return $aFindings;
	}

	/** What is there in place of ours; '' where it is ours, or might be. */
	private static function Other(DOMElement $oField, string $sClass, string $sChild, string $sCode): string
	{
		if (!MetaModel::IsValidAttCode($sChild, $sCode)) {
			return '-';
		}
		if ($sChild !== $sClass && MetaModel::GetAttributeOrigin($sChild, $sCode) === $sChild) {
			return "$sChild.$sCode";
		}
		if ($sChild !== $sClass) {
			return '';
		}
		$oAttribute = MetaModel::GetAttributeDef($sClass, $sCode);
		$sExpected = $oField->getAttributeNS(self::TYPE, 'type');
		if (!$oAttribute instanceof $sExpected) {
			return get_class($oAttribute);
		}
		$aMissing = $oAttribute instanceof AttributeEnum ? array_diff(self::Values($oField), array_keys($oAttribute->GetAllowedValues() ?? [])) : [];

		return $aMissing === [] ? '' : get_class($oAttribute).' - '.implode(', ', $aMissing);
	}

	/** @return iterable<DOMElement> */
	private static function Declared(): iterable
	{
		$oModel = new DOMDocument();
		$oModel->load(dirname(__DIR__, 2).'/datamodel.carnet-timebook.xml');

		return (new DOMXPath($oModel))->query("/itop_design/classes/class[@_delta='must_exist']/fields/field[@_delta='define_if_not_exists']");
	}

	/** @return array<string> */
	private static function Values(DOMElement $oField): array
	{
		$oCodes = (new DOMXPath($oField->ownerDocument))->query('values/value/code', $oField);

		return array_map(fn (DOMElement $oCode) => $oCode->textContent, iterator_to_array($oCodes));
	}
}
