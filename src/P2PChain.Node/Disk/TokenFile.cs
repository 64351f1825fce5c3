using P2PChain.Actors;
using P2PChain.Http.Access;

namespace P2PChain.Node.Disk;

/// <summary>
/// <c>http.token</c>: the secret of the programs that may change the ledger over HTTP. Its reader can act as this node.
/// </summary>
internal static class TokenFile
{
    private const int BytesMax = 1_024;

    /// <summary>The stored token; a missing one is made.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NodeStartException">Others may read it, it holds no token, or the disk fails.</exception>
    public static string Open(string path)
    {
        CannotStart.UnlessFile(path);
        if (!File.Exists(path))
        {
            var made = SecretText.Create();
            CannotStart.OnDisk(path, "be written", () => DurableFile.Write(path, made + "\n"));
            return made;
        }
        PrivateFile.RefuseOthers(path);
        var token = CannotStart.OnDisk(path, "be read", () => PrivateFile.Read(path, BytesMax)).Trim();
        return SecretText.IsOne(token)
            ? token
            : throw CannotStart.Because(
                ExitCode.Configuration, $"{path} holds no token: delete it, and the node makes a new one.");
    }
}
