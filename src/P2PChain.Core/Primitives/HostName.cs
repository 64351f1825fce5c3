using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P2PChain.Core.Primitives;

/// <summary>The kind of host that a text names.</summary>
public static class HostName
{
    /// <summary>
    /// The kind of a name of letters of any script, digits, <c>- _ .</c>, or of an IP address: an IPv4 one in four
    /// decimal numbers, an IPv6 one without brackets. Any other text is <see cref="UriHostNameType.Unknown"/>.
    /// </summary>
    /// <remarks>
    /// The platform's own check accepts no-break spaces, zero-width characters and marks of direction as letters of a
    /// name. They come with pasted text, are invisible, and no such name is ever found.
    /// </remarks>
    public static UriHostNameType KindOf(string host)
    {
        // The system would read 010.0.0.1 as 8.0.0.1 and 10.1 as 10.0.0.1, and dial another host than was meant.
        var isAddress = IPAddress.TryParse(host, out var ip);
        if (isAddress && ip!.AddressFamily == AddressFamily.InterNetwork && ip.ToString() != host)
            return UriHostNameType.Unknown;
        var kind = Uri.CheckHostName(host);
        return kind != UriHostNameType.Dns || host.EnumerateRunes().All(IsOfName) ? kind : UriHostNameType.Unknown;
    }

    private static bool IsOfName(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is '-' or '_' or '.'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
