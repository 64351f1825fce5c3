using System.Security.Cryptography;

namespace P2PChain.Http.Page;

/// <summary>A file of the page.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record PageFile(string Name, byte[] Bytes)
{
    /// <summary>The name in the assembly begins so.</summary>
    private const string Prefix = "page/";

    /// <summary>The file at the path <c>/</c>.</summary>
    public const string Start = "index.html";

    /// <summary>Its path on the server.</summary>
    public string Path => Name == Start ? "/" : "/page/" + Name;

    /// <summary>Its media type.</summary>
    public string MediaType => System.IO.Path.GetExtension(Name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The page has no files of the kind {other}."),
    };

    /// <summary>A text that changes with the content, for the browser's cache.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes)[..16])}\"";

    /// <summary>The files in the assembly.</summary>
    public static IEnumerable<PageFile> All()
    {
        var assembly = typeof(PageFile).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return new PageFile(name[Prefix.Length..], bytes);
            });
    }
}
