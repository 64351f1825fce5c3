using P2PChain.Actors;
using P2PChain.Http.Access;
using P2PChain.Node.Commands;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>The HTTP server of a node.</summary>
/// <param name="Address">Its base address.</param>
/// <param name="Token">The secret that a change needs; null if none is known.</param>
internal sealed record ServerPlace(Uri Address, string? Token)
{
    /// <summary>The environment variable with the text of a token.</summary>
    public const string TokenVariable = "P2PCHAIN_TOKEN";

    private const int BytesMax = 1_024;

    /// <summary>Finds the server.</summary>
    /// <param name="data">A data directory, a configuration file, a port, or null for the usual directory.</param>
    /// <param name="node">An address such as <c>http://127.0.0.1:8000</c>; null to find it by the directory.</param>
    /// <param name="token">A file with the token; null for that of the directory or the environment.</param>
    /// <param name="variable">The value of <see cref="TokenVariable"/>.</param>
    /// <exception cref="ClientException">It cannot be found.</exception>
    public static ServerPlace Find(string? data, string? node, string? token, string? variable)
    {
        if (data is not null && node is not null)
            throw new ClientException(ExitCode.Usage, "Either --data or --node names the node, not both.");
        try
        {
            var secret = token is not null ? Read(token) : string.IsNullOrEmpty(variable) ? null : Checked(
                variable.Trim(), $"The variable {TokenVariable} holds no token: set it to the text of http.token.");
            if (node is not null) return new ServerPlace(AddressOf(node), secret);
            var place = HttpPlace.Find(DirectoryOf(data));
            return new ServerPlace(place.Address, secret ?? place.Token);
        }
        catch (NodeStartException error)
        {
            throw new ClientException(error.Failure.ExitCode, SafeLine.Of(error.Failure.Sentence));
        }
    }

    private static string Read(string path)
    {
        CannotStart.UnlessFile(path);
        if (!File.Exists(path))
            throw new ClientException(
                ExitCode.Configuration, $"There is no file {SafeLine.Of(path)}: name the node's http.token.");
        return Checked(
            CannotStart.OnDisk(path, "be read", () => PrivateFile.Read(path, BytesMax)).Trim(),
            $"{SafeLine.Of(path)} holds no token: name the node's http.token.");
    }

    private static string Checked(string token, string sentence) =>
        SecretText.IsOne(token) ? token : throw new ClientException(ExitCode.Configuration, sentence);

    private static Uri AddressOf(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(whole, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address is { UserInfo: "", Query: "", Fragment: "", Host.Length: > 0 }
            ? new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/")
            : throw new ClientException(
                ExitCode.Usage, $"{SafeLine.Of(text)} is no address: write it as http://127.0.0.1:8000.");
    }

    /// <summary>The data directory that an option names.</summary>
    /// <param name="data">A data directory, a configuration file, a port, or null for the usual directory.</param>
    /// <exception cref="ClientException">The configuration cannot be used.</exception>
    public static string DirectoryOf(string? data)
    {
        if (data is not null && (Path.EndsInDirectorySeparator(data)
            || (!data.All(char.IsAsciiDigit) && Directory.Exists(data)))) return data;
        var configuration = NodeConfiguration.Load(data);
        return configuration.Errors.IsEmpty
            ? configuration.Settings.DataDirectory
            : throw new ClientException(
                ExitCode.Configuration,
                string.Join(
                    '\n', configuration.Errors.Select(static error => SafeLine.Of(error.ToString()))));
    }
}
