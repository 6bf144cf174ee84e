import { QRCodeSVG } from 'qrcode.react'
import { useTranslation } from 'react-i18next'

/**
 * A picture for a phone's camera. Black on white with the quiet zone of four modules that the standard asks for, in
 * the dark theme too: cameras do not read inverted codes reliably.
 */
export default function QrCode({ text }: { text: string }) {
  const { t } = useTranslation('settings')
  return (
    <QRCodeSVG
      value={text}
      size={188}
      marginSize={4}
      level="M"
      bgColor="#ffffff"
      fgColor="#000000"
      role="img"
      title={t('security.totpQr')}
    />
  )
}
