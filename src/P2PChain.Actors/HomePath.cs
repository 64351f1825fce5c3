
namespace P2PChain.Actors;

/// <summary>Refuses paths that begin with <c>~</c>. Only a shell replaces it by a home directory.</summary>
public static class HomePath
{
    /// <summary>The problem of a path; null if it does not begin with <c>~</c>.</summary>
    public static string? Problem(string path) => path.StartsWith('~')
        ? $"Only a shell replaces ~ by a home directory: write the whole path, or ./{path} for that very name."
        : null;
}
