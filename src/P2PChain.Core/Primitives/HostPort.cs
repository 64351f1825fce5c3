using System.Globalization;
using System.Net;

namespace P2PChain.Core.Primitives;

/// <summary>Host and port as people write them, such as <c>10.0.2.5:6000</c> or <c>[2001:db8::5]:6000</c>.</summary>
/// <param name="Host">A name, or an IP address without brackets.</param>
/// <param name="Port">The port.</param>
public sealed record HostPort(string Host, int Port)
{
    private const int PortMax = 65_535;

    /// <summary>Reads one word. An IPv6 address is in brackets, because <c>::1:5</c> has two meanings.</summary>
    /// <param name="text">The word.</param>
    /// <param name="portMin">The smallest port; port 0 can be listened on, not dialled.</param>
    /// <returns>Null if the word is no host and port.</returns>
    public static HostPort? Parse(string text, int portMin = 1)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || (text[0] != '[' && text.IndexOf(':', StringComparison.Ordinal) < colon)) return null;
        return Parse(text[..colon], text[(colon + 1)..], portMin);
    }

    /// <summary>Reads host and port from two words. An IPv6 address may be in brackets.</summary>
    public static HostPort? Parse(string host, string port, int portMin = 1) =>
        HostOf(host) is { } name
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= portMin && number <= PortMax
            ? new HostPort(name, number)
            : null;

    /// <summary>The host that a word names, without brackets; null if it names none.</summary>
    public static string? HostOf(string word)
    {
        var isBracketed = word is ['[', _, .., ']'];
        var name = isBracketed ? word[1..^1] : word;
        return HostName.KindOf(name) switch
        {
            UriHostNameType.Unknown => null,
            UriHostNameType.IPv6 => name[0] == '[' ? null : name,
            _ => isBracketed ? null : name,
        };
    }

    /// <summary>
    /// The same address in its shortest spelling: an IPv6 address has many spellings, and may stand for an IPv4
    /// address. The interface of a link-local one, after <c>%</c>, stays as it is written.
    /// </summary>
    public HostPort Canonical()
    {
        var percent = Host.IndexOf('%', StringComparison.Ordinal);
        var (host, scope) = percent < 0 ? (Host, "") : (Host[..percent], Host[percent..]);
        if (!host.Contains(':', StringComparison.Ordinal) || !IPAddress.TryParse(host, out var ip)) return this;
        return this with { Host = (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip) + scope };
    }

    /// <summary>One word that <see cref="Parse(string, int)"/> reads.</summary>
    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }
}
