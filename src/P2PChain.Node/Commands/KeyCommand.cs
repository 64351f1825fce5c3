using System.CommandLine;
using System.Security.Cryptography;
using P2PChain.Actors;
using P2PChain.Node.Client;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary><c>key</c>: prints the public key of this site, and makes the key if there is none.</summary>
internal static class KeyCommand
{
    private const int SealedBytesMax = 64 * 1024;

    /// <summary>The command.</summary>
    public static Command Make(Streams streams)
    {
        var data = new Option<string?>("--data")
        {
            HelpName = "DIR|FILE|PORT",
            Description = "The data directory of the node, its configuration file, or its port.",
        };
        var spare = new Option<string?>("--sealed")
        {
            HelpName = "FILE",
            Description = "Takes a spare key of init; its passphrase is the first line of standard input.",
        };
        var key = new Command("key", "Prints the public key of this site; a missing key is made.") { data, spare };
        key.SetAction(parsed => Run(parsed.GetValue(data), parsed.GetValue(spare), streams));
        return key;
    }

    private static int Run(string? data, string? spare, Streams streams)
    {
        try
        {
            var directory = Path.GetFullPath(IsNewDirectory(data) ? data! : ServerPlace.DirectoryOf(data));
            var path = Path.Combine(directory, "node.pem");
            var isNew = !File.Exists(path);
            if (!isNew && spare is not null)
                throw new ClientException(
                    ExitCode.Error, $"{path} is a key already: name another directory with --data for the spare one.");
            using var held = isNew ? DataDirectory.Hold(directory) : null;
            if (spare is not null) Unseal(spare, path, streams);
            using var signer = KeyFile.Open(path);
            streams.Output.WriteLine(signer.PublicKey.Hex);
            if (isNew) streams.Errors.WriteLine($"The private key is in {path}: keep a copy of it in a safe place.");
            return ExitCode.Ok;
        }
        catch (NodeStartException error)
        {
            streams.Errors.WriteLine(error.Failure.Sentence);
            return error.Failure.ExitCode;
        }
        catch (ClientException error)
        {
            streams.Errors.WriteLine(error.Message);
            return error.ExitCode;
        }
    }

    // The key comes first: before it there is no directory.
    private static bool IsNewDirectory(string? data) =>
        !string.IsNullOrWhiteSpace(data) && !data.All(char.IsAsciiDigit) && !File.Exists(data);

    private static void Unseal(string spare, string path, Streams streams)
    {
        CannotStart.UnlessFile(spare);
        var pem = CannotStart.OnDisk(spare, "be read", () => PrivateFile.Read(spare, SealedBytesMax));
        var passphrase = new ByteLines(streams.OpenInput()).Read()?.Text.Trim() ?? "";
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromEncryptedPem(pem, passphrase);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new ClientException(
                ExitCode.Error,
                $"{SafeLine.Of(spare)} does not open with this passphrase: type the one that init printed.");
        }
        CannotStart.OnDisk(path, "be written", () => DurableFile.Write(path, key.ExportPkcs8PrivateKeyPem() + "\n"));
    }
}
