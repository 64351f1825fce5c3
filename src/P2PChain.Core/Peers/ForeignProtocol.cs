using System.Text;
using P2PChain.Core.Json;

namespace P2PChain.Core.Peers;

/// <summary>
/// Detects other protocols from the first bytes of a connection: every line of this protocol is a JSON object. The
/// result helps a person who mistyped a port.
/// </summary>
public static class ForeignProtocol
{
    private const int LookedAtMax = 64;

    private static readonly string[] HttpWords =
    [
        "GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "PATCH ", "TRACE ", "PRI * HTTP",
    ];

    /// <summary>
    /// The fault of a connection that begins with these bytes; null if a line of this protocol may begin so.
    /// </summary>
    /// <param name="first">The first line, or the part that came.</param>
    public static PeerFault? Find(ReadOnlySpan<byte> first)
    {
        var start = first.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
        if (start < 0 || first[start] == (byte)'{') return null;
        return new PeerFault(PeerFaultCode.NotANode, Name(first[start..]));
    }

    private static string Name(ReadOnlySpan<byte> first)
    {
        // TLS records: an alert or a greeting, then version 3.
        if (first.Length >= 2 && first[0] is 0x15 or 0x16 && first[1] == 0x03)
            return first[0] == 0x16 ? "a TLS client" : "a TLS server";
        var text = SafeText.Of(Encoding.Latin1.GetString(first[..Math.Min(first.Length, LookedAtMax)]), LookedAtMax);
        if (text.StartsWith("HTTP/", StringComparison.Ordinal)) return "a web server";
        if (HttpWords.Any(word => text.StartsWith(word, StringComparison.Ordinal))) return "a web browser";
        if (text.StartsWith("SSH-", StringComparison.Ordinal)) return "SSH";
        return IsReplyOfMailOrFiles(text) ? MailOrFiles(text) : "";
    }

    // RFC 5321 and RFC 959: three digits, then a space or a hyphen. A server opens with 220, 120, 421 or 554.
    private static bool IsReplyOfMailOrFiles(string text) =>
        text.Length >= 4 && text[..3] is "220" or "120" or "421" or "554" && text[3] is ' ' or '-';

    private static string MailOrFiles(string text) =>
        text.Contains("SMTP", StringComparison.OrdinalIgnoreCase) ? "a mail server"
        : text.Contains("FTP", StringComparison.OrdinalIgnoreCase) ? "an FTP server"
        : "a mail or FTP server";
}
